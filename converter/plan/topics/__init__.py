"""BCF topics in the plan: one topic, one issue."""

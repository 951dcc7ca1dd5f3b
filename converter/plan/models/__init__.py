"""What IFC models say of clashes: who the elements are, where they lie, which objects they are in Procore."""

"""A picture file that was looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file that was checked; ``path`` is where it lies, ``sha256`` names it everywhere else."""

    path: str
    sha256: str
    media_type: str
    width_px: int
    height_px: int
    size_bytes: int

    @property
    def file_name(self) -> str:
        """Name in the run folder's ``snapshots/``."""
        return f"{self.sha256}{'.png' if self.media_type == 'image/png' else '.jpg'}"

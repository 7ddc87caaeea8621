"""Low-rank adapters: what training adds to the packaged encoder's weights, merged when the artefact is built.

An adapter of a linear layer W (out, in) is a pair of thin matrices, `up` (out, rank) and `down` (rank, in); the
adapted layer is W + scale x up x down (Hu et al., LoRA, 2021). A few MB instead of the whole model, in float16 beside
the code, with a manifest that says from which data, by which steps and with which results they were made.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.container import Floats
from matcher.errors import MalformedError
from taxonomy.folder import Manifest, publish_folder, verify_folder

__all__ = ["ADAPTED", "OWN_ADAPTERS", "Adapters"]

OWN_ADAPTERS = Path(__file__).parent / "adapter"
WEIGHTS = "adapters.npz"
ADAPTED = ("q", "k", "v", "ao", "fi", "fo")
"""The linear layers of a block, by the container's names (`matcher.container`)."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """`matrices` holds `l{n}.{layer}.down` (rank, in) and `l{n}.{layer}.up` (out, rank) as float32."""

    matrices: Mapping[str, Floats]
    scale: float
    id: str = ""

    @classmethod
    def open(cls, folder: Path) -> Adapters:
        """Read adapters and check every byte; raises ArtefactError where they are missing or damaged."""
        manifest = verify_folder(folder, check_hashes=True)
        with np.load(folder / WEIGHTS, allow_pickle=False) as packed:
            matrices = {name: packed[name].astype(np.float32) for name in packed.files}
        return cls(matrices, float(str(manifest.fields["scale"])), manifest.id)

    def publish(self, folder: Path, made_by: Mapping[str, object]) -> Manifest:
        """Write the adapters in float16 with a manifest that says how they were made."""

        def write(target: Path) -> Mapping[str, object]:
            halves = {name: matrix.astype(np.float16) for name, matrix in sorted(self.matrices.items())}
            packed = io.BytesIO()  # numpy's own files do not see that a full disk cut them off
            np.savez(packed, allow_pickle=False, **halves)
            (target / WEIGHTS).write_bytes(packed.getbuffer())
            return {"kind": "adapters", "scale": self.scale, **made_by}

        return publish_folder(folder, write)

    def merge(self, tensors: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return `tensors` (names and flat or shaped weights of the container) with every adapter added in float32.

        Raises MalformedError where an adapter fits no tensor.
        """
        merged = dict(tensors)
        for name in sorted({name.rsplit(".", 1)[0] for name in self.matrices}):
            up, down = self.matrices[f"{name}.up"], self.matrices[f"{name}.down"]
            weights = merged.get(f"{name}.w")
            if weights is None or weights.size != up.shape[0] * down.shape[1]:
                raise MalformedError(f"adapter {name} fits no tensor of this encoder")
            added = np.float32(self.scale) * (up @ down)
            merged[f"{name}.w"] = weights + added.reshape(weights.shape)
        return merged

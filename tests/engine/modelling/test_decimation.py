"""Fields become closed meshes of the number of faces asked for."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.engine.errors import EngineError
from meshwright.engine.mesh import Floats, Mesh
from meshwright.engine.modelling.decimation import raw_mesh, remeshed
from meshwright.engine.modelling.surface import sampled, surface_mesh
from numpy.typing import NDArray


@frozen(eq=False)
class _Balls:
    """Describe the union of balls (n, 4): middle and radius."""

    balls: Floats

    @property
    def low(self) -> Floats:
        return np.asarray((self.balls[:, :3] - self.balls[:, 3:]).min(0))

    @property
    def high(self) -> Floats:
        return np.asarray((self.balls[:, :3] + self.balls[:, 3:]).max(0))

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        grid = np.stack(np.meshgrid(x, y, z, indexing="ij"), -1)
        inside = [radius - np.linalg.norm(grid - middle, axis=-1) for *middle, radius in self.balls]
        return np.asarray(np.max(inside, axis=0), np.float32)


class _Hollow(_Balls):
    """Describe nothing at all in a box."""

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        return np.full((len(x), len(y), len(z)), -1, np.float32)


_BALL = _Balls(np.array([[0.0, 0.5, 0.0, 0.5]]))


def _volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.triangles()[:, corner]] for corner in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize("target", [100, 101, 500, 3_999, 4_000, 30_000, 100_000])
def test_triangles_are_exactly_as_many_as_asked(target: int) -> None:
    """An even target is met exactly; a closed mesh cannot have an odd number, so an odd one loses one."""
    mesh = remeshed(_BALL, "triangle", target)
    assert len(mesh.polygons) == target - target % 2
    assert mesh.is_closed()
    assert _volume(mesh) == pytest.approx(np.pi / 6, rel=0.13)


@pytest.mark.parametrize(("target", "tolerance"), [(100, 0.3), (1_000, 0.1), (10_000, 0.02), (100_000, 0.02)])
def test_quads_are_about_as_many_as_asked(target: int, tolerance: float) -> None:
    """Quads come from a lattice, whose count has steps: the coarser the wider."""
    mesh = remeshed(_BALL, "quad", target)
    assert mesh.polygons.shape[1] == 4
    assert len(mesh.polygons) == pytest.approx(target, rel=tolerance)
    assert mesh.is_closed()


def test_the_raw_mesh_is_triangles_and_far_finer() -> None:
    """Without remeshing the lattice itself comes out, some 200,000 triangles."""
    mesh = raw_mesh(_BALL)
    assert mesh.polygons.shape[1] == 3
    assert len(mesh.polygons) > 150_000
    assert mesh.is_closed()


@given(
    st.lists(st.tuples(*[st.floats(-1, 1)] * 3, st.floats(0.05, 0.6)), min_size=1, max_size=6),
    st.floats(0.04, 0.3),
)
@settings(max_examples=40)
def test_any_union_of_balls_gives_a_closed_outward_mesh(balls: list[tuple[float, ...]], spacing: float) -> None:
    """Touching, nested and separate balls on any lattice: every edge has two faces, and the volume is positive."""
    field = _Balls(np.array(balls))
    values, origin = sampled(field, spacing)
    if not (values > 0).any():
        return
    mesh = surface_mesh(values, origin, spacing)
    assert mesh.is_closed()
    assert _volume(mesh) > 0


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_even_noise_gives_a_closed_mesh(seed: int) -> None:
    """Random signs, full of ambiguous cells, are repaired until no edge has more than two faces."""
    values = np.random.default_rng(seed).normal(size=(7, 8, 9)).astype(np.float32)
    for axis in range(3):
        values.swapaxes(0, axis)[0] = -1
        values.swapaxes(0, axis)[-1] = -1
    assert surface_mesh(values, np.zeros(3), 1.0).is_closed()


def test_a_shape_without_volume_is_refused() -> None:
    """A field that is nowhere positive raises an error with one sentence."""
    with pytest.raises(EngineError, match="too thin"):
        remeshed(_Hollow(_BALL.balls), "quad", 100)


def test_thin_parts_survive_few_quads() -> None:
    """A rod of a fiftieth of its length keeps its length even on a lattice that is coarser than it is thick."""
    middles = np.linspace(0.02, 0.98, 60)
    rod = _Balls(np.stack([0.3 * middles, middles, 0.1 * middles, np.full(60, 0.012)], 1))
    mesh = remeshed(rod, "quad", 100)
    assert mesh.is_closed()
    assert np.ptp(mesh.vertices[:, 1]) > 0.8

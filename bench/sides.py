"""What is compared: our index, and what somebody would take instead. One thread searches."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

import numpy as np
from bench.codes import BITS, BYTES, RADIUS, Codes, Collection, whole

from tutela.matching import HammingIndex, Matches

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Answer: TypeAlias = list[tuple[int, int]]
"""(distance, id) of every entry in reach, in ascending order."""


class Side:
    """An index. Only `build`, `store`, `open` and `search` are timed, each by itself."""

    name: ClassVar[str]
    package: ClassVar[str]
    room: ClassVar[int]
    """Bytes of memory an entry takes at most, while the index is made or opened."""
    shared: ClassVar[bool] = False
    """Whether all processes use one copy of what is stored."""

    def __init__(self, index: Any) -> None:
        self.index = index

    @classmethod
    def begin(cls) -> None:
        """Loads the library, and keeps it to one thread."""

    @classmethod
    def given(cls, collection: Collection) -> Any:
        """The entries in the form in which it takes them."""
        return whole(collection)

    @classmethod
    def build(cls, given: Any, path: Path) -> Any:
        """The index, to be stored at the path."""
        raise NotImplementedError

    @classmethod
    def store(cls, built: Any, path: Path) -> None:
        raise NotImplementedError

    @classmethod
    def open(cls, path: Path) -> Self:
        raise NotImplementedError

    def warm(self) -> None:
        """What it does once after opening, so that every search is like the others."""

    def asked(self, code: Codes) -> Any:
        """One code as it wants to be asked for it."""
        return code[np.newaxis]

    def search(self, asked: Any) -> Any:
        raise NotImplementedError

    def answer(self, found: Any) -> Answer:
        raise NotImplementedError


class Tutela(Side):
    """Ours: a folder of files that every process maps. It is written while it is built."""

    name, package, room, shared = "Tutela", "tutela", 150, True
    index: HammingIndex

    @classmethod
    def given(cls, collection: Collection) -> tuple[Codes, NDArray[np.uint64]]:
        return whole(collection), np.arange(collection.entries, dtype=np.uint64)

    @classmethod
    def build(cls, given: tuple[Codes, NDArray[np.uint64]], path: Path) -> None:
        HammingIndex.build(path, *given)

    @classmethod
    def store(cls, built: None, path: Path) -> None:
        pass

    @classmethod
    def open(cls, path: Path) -> Self:
        return cls(HammingIndex.open(path))

    def warm(self) -> None:
        self.index.verify()

    def search(self, asked: Codes) -> Matches:
        return self.index.search(asked, RADIUS)

    def answer(self, found: Matches) -> Answer:
        return list(zip(found.distances.tolist(), found.ids.tolist(), strict=True))


class FaissFlat(Side):
    """FAISS `IndexBinaryFlat`: looks at every code."""

    name, package, room = "FAISS flat", "faiss", 50

    @classmethod
    def begin(cls) -> None:
        import faiss  # noqa: PLC0415 - need not be installed

        faiss.omp_set_num_threads(1)

    @classmethod
    def given(cls, collection: Collection) -> Collection:
        return collection

    @classmethod
    def build(cls, given: Collection, _: Path) -> Any:
        import faiss  # noqa: PLC0415 - need not be installed

        index = faiss.IndexBinaryFlat(BITS)
        for part in given.parts():
            index.add(part)
        return index

    @classmethod
    def store(cls, built: Any, path: Path) -> None:
        import faiss  # noqa: PLC0415 - need not be installed

        faiss.write_index_binary(built, str(path))

    @classmethod
    def open(cls, path: Path) -> Self:
        import faiss  # noqa: PLC0415 - need not be installed

        return cls(faiss.read_index_binary(str(path)))

    def search(self, asked: Codes) -> Any:
        # What it finds is nearer than the radius it is given.
        return self.index.range_search(asked, RADIUS + 1)

    def answer(self, found: Any) -> Answer:
        _, distances, ids = found
        return sorted(zip(distances.astype(int).tolist(), ids.tolist(), strict=True))


class Wheel(Side):
    """The `threatexchange` wheel's default PDQ index, stored as its own service stores it."""

    name, package, room = "threatexchange wheel", "threatexchange", 1400

    @classmethod
    def begin(cls) -> None:
        FaissFlat.begin()
        _pdq_signal()

    @classmethod
    def given(cls, collection: Collection) -> list[tuple[str, int]]:
        codes = (code for part in collection.parts() for code in part)
        return [(code.tobytes().hex(), at) for at, code in enumerate(codes)]

    @classmethod
    def build(cls, given: list[tuple[str, int]], _: Path) -> Any:
        return _pdq_signal().get_index_cls().build(given)

    @classmethod
    def store(cls, built: Any, path: Path) -> None:
        with path.open("wb") as file:
            built.serialize(file)

    @classmethod
    def open(cls, path: Path) -> Self:
        with path.open("rb") as file:
            return cls(_pdq_signal().get_index_cls().deserialize(file))

    @classmethod
    def hash(cls, data: bytes) -> str:
        """The PDQ of a picture's file; empty if its quality is low."""
        return str(_pdq_signal().hash_from_bytes(data))

    def asked(self, code: Codes) -> str:
        return code.tobytes().hex()

    def search(self, asked: str) -> Any:
        return self.index.query(asked)

    def answer(self, found: Any) -> Answer:
        return sorted((int(one.similarity_info.distance), one.metadata) for one in found)


class Brute(Side):
    """Plain numpy, for the smoke test: no peer is needed."""

    name, package, room = "numpy", "numpy", 110
    index: NDArray[np.uint64]

    @classmethod
    def build(cls, given: Codes, _: Path) -> Codes:
        return given

    @classmethod
    def store(cls, built: Codes, path: Path) -> None:
        built.tofile(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        return cls(np.fromfile(path, np.uint64).reshape(-1, BYTES // 8))

    def asked(self, code: Codes) -> NDArray[np.uint64]:
        return code.view(np.uint64)

    def search(self, asked: NDArray[np.uint64]) -> Answer:
        distances = np.bitwise_count(self.index ^ asked).sum(axis=1)
        near = np.flatnonzero(distances <= RADIUS)
        return list(zip(distances[near].tolist(), near.tolist(), strict=True))

    def answer(self, found: Answer) -> Answer:
        return sorted(found)


def installed(package: str) -> bool:
    return find_spec(package) is not None


def _pdq_signal() -> Any:
    from threatexchange.signal_type.pdq.signal import PdqSignal  # noqa: PLC0415 - need not be there

    return PdqSignal

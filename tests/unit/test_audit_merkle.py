"""Tree hashes and proofs, against the published vectors.

The eight leaves, their roots and the proofs are those of the Certificate Transparency project's
reference tests (google/certificate-transparency, `merkle_tree_test`; transparency-dev/merkle,
`testonly/constants.go` and `proof/verify_test.go`), which implement RFC 6962.
"""

import pytest

from tutela.platform.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    FrontierMalformed,
    OutsideTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
ROOTS = [
    bytes.fromhex(root)
    for root in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[4].hex()]),
    (2, 3, [ROOTS[2].hex()]),
    (1, 5, [ROOTS[1].hex(), B, D]),
]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[4].hex()]), (2, 5, [B, D])]


def unhex(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in proof]


@pytest.mark.parametrize("size", range(9))
def test_a_tree_of_the_reference_leaves_has_the_reference_root(size: int) -> None:
    assert root_of(LEAVES[:size]) == ROOTS[size]


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"L123456").hex() == (
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
    assert node_hash(b"N123", b"N456").hex() == (
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


@pytest.mark.parametrize(("position", "size", "proof"), INCLUSION)
def test_the_reference_inclusion_proofs_are_made_and_hold(
    position: int, size: int, proof: list[str]
) -> None:
    assert inclusion_proof(LEAVES[:size], position) == unhex(proof)
    assert verify_inclusion(LEAVES[position], position, size, unhex(proof), ROOTS[size])


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_the_reference_consistency_proofs_are_made_and_hold(
    old: int, new: int, proof: list[str]
) -> None:
    assert consistency_proof(LEAVES[:new], old) == unhex(proof)
    assert verify_consistency(old, new, unhex(proof), ROOTS[old], ROOTS[new])


@pytest.mark.parametrize(("position", "size", "proof"), INCLUSION)
def test_a_changed_inclusion_proof_is_refused(position: int, size: int, proof: list[str]) -> None:
    leaf, root, path = LEAVES[position], ROOTS[size], unhex(proof)
    assert not verify_inclusion(leaf, position + 1, size, path, root)
    assert not verify_inclusion(leaf, -1, size, path, root)
    assert not verify_inclusion(leaf, position, size * 2, path, root)
    assert not verify_inclusion(leaf, position, size // 2, path, root)
    assert not verify_inclusion(leaf[::-1], position, size, path, root)
    assert not verify_inclusion(leaf, position, size, path, EMPTY_ROOT)
    assert not verify_inclusion(leaf, position, size, [*path, root], root)
    assert not verify_inclusion(leaf, position, size, [b"", *path], root)
    for cut in range(len(path)):
        assert not verify_inclusion(leaf, position, size, path[:cut] + path[cut + 1 :], root)


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_a_changed_consistency_proof_is_refused(old: int, new: int, proof: list[str]) -> None:
    path = unhex(proof)
    assert not verify_consistency(old, new, [*path, ROOTS[new]], ROOTS[old], ROOTS[new])
    assert not verify_consistency(old, new, path, ROOTS[old][::-1], ROOTS[new])
    assert not verify_consistency(old, new, path, ROOTS[old], ROOTS[new][::-1])
    assert not verify_consistency(new + 1, new, path, ROOTS[old], ROOTS[new])
    assert not verify_consistency(0, new, path, ROOTS[0], ROOTS[new])
    for cut in range(len(path)):
        shorter = path[:cut] + path[cut + 1 :]
        assert not verify_consistency(old, new, shorter, ROOTS[old], ROOTS[new])


def test_there_is_no_proof_for_what_lies_outside_the_tree() -> None:
    for position in (-1, 8):
        with pytest.raises(OutsideTree):
            inclusion_proof(LEAVES, position)
    for size in (0, 9):
        with pytest.raises(OutsideTree):
            consistency_proof(LEAVES, size)


def test_a_frontier_takes_only_whole_hashes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier().append(b"short")


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 7 + b"\1", b"\0" * 9, b"\xff" * 40])
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(FrontierMalformed):
        Frontier.from_bytes(data)


def test_a_copied_frontier_grows_by_itself() -> None:
    frontier = Frontier()
    twin = frontier.copy()
    twin.append(LEAVES[0])
    assert (frontier.size, twin.size) == (0, 1)
    assert frontier.root() == EMPTY_ROOT

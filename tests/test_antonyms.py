"""The lists of opposites do not contradict themselves."""

from __future__ import annotations

import itertools

from claimcheck.comparing import antonyms


def test_no_two_words_of_one_end_are_opposites() -> None:
    for row in antonyms._ENDS.split(";"):
        one, other = (set(end.split()) for end in row.split(" | "))
        assert not one & other
        for end in (one, other):
            pairs = itertools.combinations(sorted(end), 2)
            assert not [pair for pair in pairs if antonyms.are_opposites(*pair)]

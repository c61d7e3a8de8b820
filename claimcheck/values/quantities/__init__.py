"""Quantities in newswire, as intervals with units: the grammar is our own and needs the text alone.

In: text. Out: ``Quantity``s with spans. Begin at ``find.py``: ``find_quantities`` gives what a story counts;
``find_numbers`` and ``find_measures`` are the layers below it; ``algebra.py`` compares two.
"""

from claimcheck.values.quantities.find import find_quantities
from claimcheck.values.quantities.measures import find_measures
from claimcheck.values.quantities.nouns import grammatical_number
from claimcheck.values.quantities.numerals import find_numbers

__all__ = ["find_measures", "find_numbers", "find_quantities", "grammatical_number"]

"""What several formats share: places, sentences, counts in words, text made safe to show.

In: a ``Report`` or parts of it. Out: plain values and text. Begin at ``spots.py``, which chooses what is listed where
and in which order; ``sentences.py`` shows a place in its sentence, ``html_data.py`` is what the page's script reads.
"""

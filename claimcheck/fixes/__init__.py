"""What could be changed in the articles: for every place that an editor's decision or the house lexicon calls wrong,
the exact stretch of the file and what should stand there. Nothing here writes to an article.

In: a ``Report`` with its decisions, the bytes of the files. Out: ``Fix`` values, and of these a patch (``patching``) or
copies of Word documents with tracked changes (``docx_copies``). Begin at ``making.fixes_of``, which every writer and
command goes by.
"""

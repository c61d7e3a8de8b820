"""What several formats share: places, sentences, words for counts, and text made safe to show."""

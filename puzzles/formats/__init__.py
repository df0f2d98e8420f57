"""Files: puzzle rows on disk, whole datasets, and the formats of other projects."""

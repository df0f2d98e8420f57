"""Problems with one answer that can be written down."""

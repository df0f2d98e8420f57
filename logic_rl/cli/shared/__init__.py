"""What several commands share: options, progress, tables, an orderly end."""

"""Reading a run folder: behaviours in the responses, tables with intervals, figures. No torch here."""

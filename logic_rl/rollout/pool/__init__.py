"""Many workers as one engine: handing out, keeping them alive, and checking that weights arrived."""

"""Program-written reasoning of mixed quality: what the tiny base model reads before any RL.

A web-trained base has seen people guess, follow hunches, check a little, check everything,
go back and try again, and forget the closing tag. So has this one: `thinking` writes the
thoughts, `layout` sets them in (or out of) the expected tags, `documents` mixes them.
"""

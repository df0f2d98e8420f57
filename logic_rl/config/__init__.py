"""The configuration of a run, from YAML to frozen dataclasses; every default is the tried recipe.

`run` holds the dataclasses, `stages` those of a run's stages, `algorithm` what `--algorithm NAME` stands for, `reward`
the rubric's weights; `reading` makes them from YAML, `building` from trees of plain values, `checks` says which values
can work, `places` makes paths absolute.
"""

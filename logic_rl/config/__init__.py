"""The configuration of a run, from YAML to frozen dataclasses; every default is the tried recipe.

`run` holds the dataclasses, `algorithm` what `--algorithm NAME` stands for, `reward` the rubric's weights; `reading`
makes them from YAML, `checks` says which values can work.
"""

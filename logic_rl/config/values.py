"""Kinds of value that several settings share. Read by pydantic, which this module does not load."""

from __future__ import annotations

from typing import Annotated, Any, Literal

STRICT = {"extra": "forbid"}  # every class of settings: a key it does not have is an error


class _NoTruth:
    """Refuse true and false where a number is meant, with pydantic's own complaint; it reads them as 1 and 0."""

    def __init__(self, complaint: Literal["int_type", "float_type"]):
        self.complaint = complaint

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._checked, handler(source))

    def _checked(self, value: object) -> object:
        from pydantic_core import PydanticKnownError

        if isinstance(value, bool):
            raise PydanticKnownError(self.complaint)
        return value


Whole = Annotated[int, _NoTruth("int_type")]
Number = Annotated[float, _NoTruth("float_type")]  # also from text such as 1e-4, which YAML does not read as a number

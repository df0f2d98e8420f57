"""Kinds of value that several settings share. Read by pydantic, which this module does not load."""

from __future__ import annotations

from typing import Annotated, Any

STRICT = {"extra": "forbid"}  # every class of settings: a key it does not have is an error


class _NoTruth:
    """Refuse true and false where a number is meant; pydantic alone reads them as 1 and 0."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._checked, handler(source))

    @staticmethod
    def _checked(value: object) -> object:
        from pydantic_core import PydanticCustomError

        if isinstance(value, bool):
            raise PydanticCustomError("truth_for_number", "true and false are no numbers")
        return value


Whole = Annotated[int, _NoTruth()]
Number = Annotated[float, _NoTruth()]  # also from text such as 1e-4, which YAML does not read as a number

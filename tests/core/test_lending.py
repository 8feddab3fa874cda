"""A thread has one serializer of each class, which knows nothing of those it was before."""

from typing import Any

from apps.core import serializers
from apps.core.json import JsonObject
from apps.core.lending import lend_serializer


class Guest(serializers.Serializer[Any]):
    name = serializers.CharField()
    greeting = serializers.SerializerMethodField()

    def get_greeting(self, guest: Any) -> str:
        return f"{self.context.get('word', 'Hello')}, {guest['name']}!"

    def validate_name(self, name: str) -> str:
        if name in self.context.get("banned", ()):
            raise serializers.ValidationError("Not you.")
        return name


def test_nothing_is_left_of_the_one_before() -> None:
    before = lend_serializer(Guest, data=JsonObject(name="Ada"), context={"banned": ["Ada"]}, partial=True)
    assert not before.is_valid()
    now = lend_serializer(Guest, data=JsonObject(name="Ada"))
    assert now.is_valid()
    assert (now.validated_data, now.errors, now.partial) == ({"name": "Ada"}, {}, False)
    assert not hasattr(lend_serializer(Guest), "initial_data")


def test_fields_see_the_context_of_the_present_one() -> None:
    row = {"name": "Ada"}
    assert lend_serializer(Guest, row, context={"word": "Welcome"}).data["greeting"] == "Welcome, Ada!"
    assert lend_serializer(Guest, row).data["greeting"] == "Hello, Ada!"


def test_a_list_of_rows_leaves_the_single_one_as_it_was() -> None:
    single = lend_serializer(Guest, {"name": "Ada"}, context={"word": "Welcome"})
    rows = lend_serializer(Guest, [{"name": "Bob"}], many=True, context={"word": "Bye"}).data
    assert [row["greeting"] for row in rows] == ["Bye, Bob!"]
    assert single.data["greeting"] == "Welcome, Ada!"
    again = lend_serializer(Guest, [{"name": "Cid"}], many=True).data
    assert [row["greeting"] for row in again] == ["Hello, Cid!"]

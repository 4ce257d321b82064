"""The whole product in one page: sample people, an embedded database, a clock that can be pushed forward."""

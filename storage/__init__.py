"""Tables, migrations, queries: the only room that knows SQL.

A query is a function that takes an open session first and returns frozen records. Sessions come from
`storage.database.Database`; times are aware and UTC everywhere.
"""

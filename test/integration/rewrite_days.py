"""Writes into a table as another program would. Usage: rewrite_days.py FOLDER METADATA; prints the new metadata's location."""

import datetime
import sys

import pyarrow
from pyiceberg.catalog.sql import SqlCatalog

folder, metadata = sys.argv[1:]
catalog = SqlCatalog("other", uri=f"sqlite:///{folder}/catalog.db", warehouse=folder)
catalog.create_namespace("team")
table = catalog.register_table("team.t", metadata)
rows = [("p1", 1, datetime.date(2023, 12, 1)), ("p2", 2, datetime.date(2023, 12, 1)), ("p3", 3, datetime.date(2023, 12, 9))]
columns = zip(*rows)
schema = pyarrow.schema([("user_id", pyarrow.string()), ("n", pyarrow.int64()), ("ds", pyarrow.date32())])
table.dynamic_partition_overwrite(pyarrow.Table.from_arrays([pyarrow.array(c) for c in columns], schema=schema))
print(table.metadata_location)

"""Prints a table as PyIceberg sees it: schema, rows of the filter, files planned. Usage: read_table.py METADATA [FILTER]"""

import base64
import datetime
import decimal
import json
import sys

from pyiceberg.table import StaticTable


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and value != value:
        return "NaN"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


table = StaticTable.from_metadata(sys.argv[1])
scan = table.scan(row_filter=sys.argv[2]) if len(sys.argv) > 2 else table.scan()
print(
    json.dumps(
        {
            "schema": {field.name: [field.field_id, str(field.field_type)] for field in table.schema().fields},
            "partitioned_by": [[field.name, str(field.transform)] for field in table.spec().fields],
            "files": len(list(scan.plan_files())),
            "partitions": {
                str((one["partition"] or {}).get("ds")): one["record_count"] for one in table.inspect.data_files().to_pylist()
            },
            "rows": [plain(row) for row in scan.to_arrow().to_pylist()],
            "snapshots": len(table.snapshots()),
        }
    )
)

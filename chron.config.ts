import type { Config } from '@chron/chron/runtime';

export default {
  profiles: {
    local: {
      // The samples' data, made by `npm run quickstart` and `npm run training-set`.
      mounts: {
        's3://chronon/warehouse/data': './.chron/sample-data/bootcamp',
        's3://chronon/quickstart': './.chron/sample-data/quickstart',
      },
    },
  },
} satisfies Config;

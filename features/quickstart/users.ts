import { attributes, entitySource } from '@chron/chron';
import { v1 as users } from '../../staging_queries/quickstart/users_from_csv.ts';

/** Who a user is, as of the end of each day. */
export const v1 = attributes({
  name: 'users',
  source: entitySource({ table: users }),
  keys: ['user_id'],
  outputNamespace: 'quickstart_features',
  online: true,
});

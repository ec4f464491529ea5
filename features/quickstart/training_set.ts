import { eventSource, join, part } from '@chron/chron';
import { v1 as checkouts } from '../../staging_queries/quickstart/checkouts_from_csv.ts';
import { v1 as purchases } from './purchases.ts';
import { v1 as returns } from './returns.ts';
import { v1 as users } from './users.ts';

/** What was known of the user at each checkout: purchases and attributes of the day before, returns to the moment. */
export const v1 = join({
  name: 'training_set',
  left: eventSource({ table: checkouts, timeColumn: 'ts' }),
  parts: (left) => [part(purchases, left), part(returns, left), part(users, left)],
  outputNamespace: 'quickstart_features',
  online: true,
});

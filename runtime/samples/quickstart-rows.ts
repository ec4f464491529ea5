import { openRandom, type Random } from './random.ts';

const secondMs = 1_000;
const dayMs = 86_400 * secondMs;
const november = Date.UTC(2023, 10, 1);

const uuid = ({ hex }: Random): string => [8, 4, 4, 4, 12].map(hex).join('-');
const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** 500 rows whose partition is any day of November 2023, early or late beside the day of `ts`. */
const events = (seed: number, columns: { readonly id: string; readonly amount: string }): readonly string[] => {
  const random = openRandom(seed);
  const rows = Array.from({ length: 500 }, () =>
    [
      dayText(november + random.integer(0, 29) * dayMs),
      november + random.integer(0, 30 * 86_400 - 1) * secondMs,
      uuid(random),
      random.integer(0, 99),
      random.integer(0, 99),
      random.integer(1, 499),
    ].join(','),
  );
  return [`ds,ts,${columns.id},user_id,product_id,${columns.amount}`, ...rows];
};

/** 200 rows of the last day, at any moment of it. */
const checkouts = (): readonly string[] => {
  const random = openRandom(4);
  const day = november + 29 * dayMs;
  const rows = Array.from({ length: 200 }, () =>
    [
      dayText(day),
      day + random.integer(0, dayMs - 1),
      uuid(random),
      random.integer(0, 99),
      random.integer(0, 99),
      random.integer(1, 499),
    ].join(','),
  );
  return ['ds,ts,return_id,user_id,product_id,refund_amt', ...rows];
};

/** CSV lines with a header, by file name: purchases, returns, checkouts and users of a shop. */
export const quickstartFiles = (): ReadonlyMap<string, readonly string[]> => {
  const random = openRandom(3);
  const users = Array.from({ length: 100 }, (_, user) =>
    ['2023-11-29', user, dayText(Date.UTC(2018, 8, 14) + random.integer(0, 1_876) * dayMs), random.integer(0, 1)].join(
      ',',
    ),
  );
  return new Map([
    ['purchases.csv', events(1, { id: 'purchase_id', amount: 'purchase_price' })],
    ['returns.csv', events(2, { id: 'return_id', amount: 'refund_amt' })],
    ['checkouts.csv', checkouts()],
    ['users.csv', ['ds,user_id,account_created_ds,email_verified', ...users]],
  ]);
};

import { openRandom } from './random.ts';

export type Purchase = {
  readonly user_id: string;
  readonly purchase_price: number;
  readonly item_category: string;
  /** `2023-12-01 00:24:00`, UTC. */
  readonly ts: string;
};

export type User = {
  readonly user_id: string;
  readonly age: number;
  readonly city: string;
  readonly signup_date: string;
};

const users = 100;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const purchasesByDay = [23, 22, 25, 25, 20, 19, 21];
const categories = ['books', 'clothing', 'electronics', 'food', 'home'];
const cities = ['Chicago', 'Miami', 'New York', 'San Francisco'];

const text = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** 155 purchases of a week, 2023-12-01 to 2023-12-07, for 2 to 90 dollars. */
export const purchases = (): readonly Purchase[] => {
  const random = openRandom(20_231_201);
  return purchasesByDay.flatMap((count, day) =>
    Array.from({ length: count }, () => ({
      user_id: `user_${random.integer(1, users)}`,
      purchase_price: random.integer(200, 8_999) / 100,
      item_category: random.pick(categories),
      ts: text(Date.UTC(2023, 11, 1) + day * dayMs + random.integer(0, 24 * 60 - 1) * minuteMs),
    })),
  );
};

/** 100 users who signed up between 2023-06-07 and 2023-11-01. */
export const bootcampUsers = (): readonly User[] => {
  const random = openRandom(20_230_607);
  return Array.from({ length: users }, (_, index) => ({
    user_id: `user_${index + 1}`,
    age: random.integer(18, 64),
    city: random.pick(cities),
    signup_date: text(Date.UTC(2023, 5, 7) + random.integer(0, 147) * dayMs).slice(0, 10),
  }));
};

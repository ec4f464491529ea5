import { days } from 'chron';

export const windows = [days(1), days(7)];

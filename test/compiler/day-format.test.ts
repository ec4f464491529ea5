import { describe, expect, test } from 'vitest';
import { dayIn, dayPattern } from '#compiler';

describe('a format of days', () => {
  test.each([
    ['yyyyMMdd', '20231201'],
    ['yyyy-MM-dd', '2023-12-01'],
    ['yyyy/MM/dd', '2023/12/01'],
    ['dd.MM.yyyy', '01.12.2023'],
    ['(MM|dd)\\yyyy', '(12|01)\\2023'],
    ['yyyy年MM月dd', null],
    ['yyyy – MM – dd', '2023 – 12 – 01'],
  ])('%s reads its own shape and no other', (format, text) => {
    const pattern = dayPattern(format);
    if (text === null) {
      expect(pattern).toBeNull();
      return;
    }
    if (pattern === null) throw new Error('no pattern');
    expect(dayIn(pattern, text)).toBe('2023-12-01');
    const others = ['20231201', '2023-12-01', '01.12.2023', '2023-1201', '', `${text}0`, ` ${text}`, `${text}\n`];
    for (const other of others.filter((one) => one !== text)) expect(dayIn(pattern, other), other).toBeNull();
  });

  test('a calendar is not its business', () => {
    const pattern = dayPattern('yyyyMMdd');
    expect(pattern && dayIn(pattern, '20231399')).toBe('2023-13-99');
  });

  test.each(['', 'yyyy', 'yyyyMM', 'yyyyMMdd HH', 'yyyyMMddMM', 'yyyyMMyyyydd', 'YYYYMMDD', 'yyMMdd', 'yyyyMMdd1'])(
    '%j is none',
    (format) => expect(dayPattern(format)).toBeNull(),
  );
});

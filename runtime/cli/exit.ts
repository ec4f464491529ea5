/** Ends the process once what was printed is out; handles that libraries keep open do not hold it. */
export const exitOn = (code: number): void => {
  process.exitCode = code;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
};

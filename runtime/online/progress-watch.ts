export type ProgressWatch = { readonly waiting: () => void; readonly moving: () => void };

/** Calls `stuck` once when nothing moved for `millis` after `waiting`. */
export const progressWatch = (millis: number, stuck: () => void): ProgressWatch => {
  let timer: NodeJS.Timeout | null = null;
  const moving = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    moving,
    waiting: () => {
      moving();
      timer = setTimeout(stuck, millis);
    },
  };
};

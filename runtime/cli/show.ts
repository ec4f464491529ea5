export const showCommand = async () => 0 as const;

export const language = "zh-hans";
export const messages = {};

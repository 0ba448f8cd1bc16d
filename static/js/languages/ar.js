export const language = "ar";
export const messages = {};

export const language = "es";
export const messages = {};

export const language = "de";
export const messages = {};

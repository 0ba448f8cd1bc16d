export const language = "fr";
export const messages = {};

export const language = "pt-br";
export const messages = {};

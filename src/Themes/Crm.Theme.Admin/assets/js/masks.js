/** What an input holds without the mask's dress. */
export const plain = (input) => input.value;

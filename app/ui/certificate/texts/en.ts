export const texts = {
  about: 'This page is not there yet.',
};

export type Texts = typeof texts;

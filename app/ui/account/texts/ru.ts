import type { Texts } from './en.ts';

export const texts: Texts = {
  signOut: 'Выйти',
  endsAt: (time) => `Сеанс продлится самое позднее до ${time}.`,
  look: 'Язык и оформление',
  language: 'Язык',
  theme: 'Оформление',
  themes: { auto: 'Авто', light: 'Светлое', dark: 'Тёмное' },
  password: 'Сменить пароль',
  before: 'Прежний пароль',
  after: 'Новый пароль',
  afterHelp: 'Не меньше 10 знаков. Три-четыре слова легко запомнить.',
  again: 'Новый пароль ещё раз',
  differ: 'Пароли не совпадают.',
  change: 'Сменить',
  changed: 'Пароль изменён. На других устройствах вы больше не вошли.',
};

import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ru');

export const texts: Texts = {
  count: (count) =>
    counted(count, { one: '# учётная запись', few: '# учётные записи', many: '# учётных записей', other: '# учётной записи' }),
  caption: 'Учётные записи',
  name: 'Имя',
  nameHelp: "Буквы и цифры любого письма; между ними пробел и . _ @ + ' -",
  role: 'Роль',
  since: 'Добавлен',
  actions: 'Действия',
  you: '(вы)',
  add: 'Добавить',
  addTitle: 'Новая учётная запись',
  addButton: 'Добавить запись',
  change: 'Изменить',
  changeOf: (name) => `Изменить: ${name}`,
  keep: 'Сохранить изменения',
  remove: 'Удалить',
  removeOf: (name) => `Удалить: ${name}`,
  removeTitle: (name) => `Удалить ${name}?`,
  removeWords: 'Все сеансы этой учётной записи завершатся. Что она делала, останется в журнале.',
  removed: (name) => `${name}: запись удалена.`,
  added: (name) => `${name}: запись добавлена.`,
  changed: (name) => `${name}: запись изменена, нужно войти снова.`,
  password: 'Пароль',
  passwordHelp: 'Не меньше 10 знаков. Никому больше его не сообщайте; владелец сменит его на странице «Учётная запись».',
  newPassword: 'Новый пароль',
  newPasswordHelp: 'Оставьте пустым, чтобы не менять.',
  show: 'Показать пароль',
};

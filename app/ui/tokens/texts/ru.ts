import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ru');

export const texts: Texts = {
  count: (count) => counted(count, { one: '# токен', few: '# токена', many: '# токенов', other: '# токена' }),
  caption: 'Токены',
  none: 'Ни у одной программы нет токена.',
  about:
    'С токеном программа обращается к Filmroom без пароля, например система наблюдения за диском. Ей доступно то же, что её роли, кроме учётных записей и токенов.',
  name: 'Для чего',
  nameHelp: 'Чтобы позже знать, какой отозвать, например название системы наблюдения.',
  role: 'Роль',
  madeAt: 'Создан',
  madeBy: 'Кем создан',
  actions: 'Действия',
  make: 'Создать',
  makeTitle: 'Новый токен',
  makeButton: 'Создать токен',
  secretTitle: 'Токен',
  secretWords: 'Скопируйте его сейчас: он показывается один раз, хранится только его отпечаток.',
  example: 'Как им пользуется программа:',
  command: 'команда',
  done: 'Скопировано',
  revoke: 'Отозвать',
  revokeOf: (name) => `Отозвать: ${name}`,
  revokeTitle: (name) => `Отозвать ${name}?`,
  revokeWords: 'Программе, которая им пользуется, с этого момента будет отказано.',
  revoked: (name) => `${name}: токен отозван.`,
};

import type { Texts } from './en.ts';

export const texts: Texts = {
  copy: (what) => `Копировать: ${what}`,
  copyShort: 'Копировать',
  copied: 'Скопировано',
  showAll: (count) => `Показать все (${count})`,
  showFewer: 'Показать меньше',
  close: 'Закрыть',
  cancel: 'Отмена',
  dismiss: 'Скрыть',
  add: 'Добавить',
  remove: 'Удалить',
  removeOf: (what) => `Удалить: ${what}`,
  byDefault: (value) => `По умолчанию: ${value}`,
  useDefault: 'Вернуть по умолчанию',
  needed: 'Обязательно',
  loading: 'Загрузка…',
  again: 'Повторить',
};

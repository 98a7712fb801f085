import { countedIn } from '../counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ru');

export const texts: Texts = {
  product: 'Filmroom',
  skip: 'К содержанию',
  support: 'Помощь:',
  navigation: 'Страницы',
  more: 'Ещё',
  loading: 'Загрузка…',
  loadFailed: 'Страница не загрузилась. Возможно, связь на время пропала.',
  again: 'Повторить',
  unreachable: 'Filmroom не отвечает. Проверьте сеть и повторите.',
  notFound: { title: 'Не найдено', words: 'Такой страницы нет, или у вас нет к ней доступа.', home: 'На главную' },
  pages: {
    dashboard: { title: 'Обзор', short: 'Обзор' },
    studies: { title: 'Исследования', short: 'Архив' },
    today: { title: 'Работа дня', short: 'Сегодня' },
    commitment: { title: 'Подтверждение хранения', short: 'Хранение' },
    worklist: { title: 'Рабочий список', short: 'Список' },
    inbox: { title: 'Сверка с рабочим списком', short: 'Сверка' },
    modalities: { title: 'Аппараты и получатели', short: 'Аппараты' },
    diagnostics: { title: 'Диагностика', short: 'Проверка' },
    settings: { title: 'Настройки', short: 'Настройки' },
    setup: { title: 'Первая настройка', short: 'Мастер' },
    certificate: { title: 'Сертификат', short: 'Сертификат' },
    box: { title: 'Устройство', short: 'Устройство' },
    users: { title: 'Пользователи', short: 'Люди' },
    tokens: { title: 'Токены доступа', short: 'Токены' },
    account: { title: 'Учётная запись', short: 'Профиль' },
  },
  link: { connecting: 'Соединение', live: 'На связи', lost: 'Связь потеряна' },
  lost: {
    title: 'Связь с Filmroom потеряна.',
    seenAt: (time) => `Вы видите данные на ${time}, они могли устареть.`,
    nothing: 'Пока показать нечего.',
    whatToDo:
      'Страница сама пробует снова. Если не помогает: проверьте, что Filmroom включён, его сетевой кабель подключён, а этот компьютер находится в той же сети.',
  },
  newStudies: (count, modalities) =>
    count === 1
      ? `Поступает новое исследование: ${modalities}`
      : counted(count, {
          one: 'Поступает # новое исследование',
          few: 'Поступают # новых исследования',
          many: 'Поступают # новых исследований',
          other: 'Поступают # новых исследования',
        }),
  roles: {
    administrator: { name: 'Администратор', may: 'может всё, включая учётные записи и токены.' },
    technician: { name: 'Техник', may: 'настраивает сеть, аппараты и параметры; без учётных записей.' },
    technologist: { name: 'Лаборант', may: 'видит исследования и аппараты; настройки не меняет.' },
    viewer: { name: 'Наблюдатель', may: 'смотрит и ничего не меняет.' },
    machine: { name: 'Этот компьютер', may: '' },
  },
};

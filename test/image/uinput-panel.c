/* A front panel that is not there: six LEDs of the kernel's LED class, and the button. Lines "down" and "up" on standard input press it;
   each change of an LED is a line "<LED code> <0 or 1> <ms>" on standard output. */
#include <fcntl.h>
#include <linux/uinput.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const int LEDS[] = {LED_SLEEP, LED_SUSPEND, LED_MUTE, LED_MISC, LED_MAIL, LED_CHARGING};

static void send(int fd, int type, int code, int value) {
  struct input_event event = {.type = type, .code = code, .value = value};
  if (write(fd, &event, sizeof event) != sizeof event) perror("uinput");
}

int main(void) {
  int fd = open("/dev/uinput", O_RDWR | O_NONBLOCK);
  struct uinput_setup setup = {.id = {.bustype = BUS_VIRTUAL, .vendor = 1, .product = 1}, .name = "filmroom-button"};
  ioctl(fd, UI_SET_EVBIT, EV_KEY);
  ioctl(fd, UI_SET_KEYBIT, KEY_PROG1);
  ioctl(fd, UI_SET_EVBIT, EV_LED);
  for (unsigned i = 0; i < sizeof LEDS / sizeof *LEDS; i++) ioctl(fd, UI_SET_LEDBIT, LEDS[i]);
  if (fd < 0 || ioctl(fd, UI_DEV_SETUP, &setup) < 0 || ioctl(fd, UI_DEV_CREATE) < 0) return perror("/dev/uinput"), 1;
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  struct pollfd both[] = {{.fd = 0, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
  while (poll(both, 2, -1) >= 0) {
    if (both[0].revents) {
      char word[64];
      ssize_t got = read(0, word, sizeof word - 1);
      if (got <= 0) return 0;
      word[got] = 0;
      send(fd, EV_KEY, KEY_PROG1, strstr(word, "down") != NULL);
      send(fd, EV_SYN, SYN_REPORT, 0);
    }
    struct input_event event;
    while (read(fd, &event, sizeof event) == sizeof event)
      if (event.type == EV_LED) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        printf("%d %d %lld\n", event.code, event.value, (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
      }
  }
}

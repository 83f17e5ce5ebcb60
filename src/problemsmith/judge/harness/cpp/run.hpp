// Calls the program's method once for each line of standard input, and reports by records
// (`harness/protocol.py`).
#pragma once

#include <cxxabi.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unions.hpp"

namespace problemsmith {

constexpr int result_fd = 3;
constexpr off_t max_printed_bytes = 8 << 20;
constexpr off_t shown_bytes = 64 << 10;
constexpr std::size_t full_bytes = 16 << 20;  // half of what the result file may hold
constexpr std::size_t thread_stack_bytes = 1 << 20;

inline rusage usage() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used;
}

inline std::uint64_t cpu_ns() {
  rusage used = usage();
  std::uint64_t seconds = used.ru_utime.tv_sec + used.ru_stime.tv_sec;
  return seconds * 1'000'000'000 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1'000;
}

class Report {
 public:
  bool is_full() const { return size_ >= full_bytes; }

  void record(char kind, std::string_view body = {}, std::uint64_t cpu = 0) {
    std::string content(1, kind);
    append(content, body.size(), 4);
    append(content, cpu, 8);
    append(content, usage().ru_maxrss, 4);
    content += body;
    size_ += content.size();
    std::string_view rest = content;
    while (!rest.empty()) {
      ssize_t count = ::write(result_fd, rest.data(), rest.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) _exit(70);
      rest.remove_prefix(count);
    }
  }

  void error(const char* kind, std::string_view message, std::uint64_t cpu) {
    std::string body = "{\"stage\":\"call\",\"kind\":";
    write_text(body, kind);
    body += ",\"message\":";
    write_text(body, message);
    record('X', body + "}", cpu);
  }

  // Moves what a call printed into a record of its own; tells how much it was.
  off_t printed(char kind, int descriptor) {
    off_t size = lseek(descriptor, 0, SEEK_END);
    if (size > 0) {
      std::string text(std::min(size, shown_bytes), '\0');
      text.resize(std::max<ssize_t>(pread(descriptor, text.data(), text.size(), 0), 0));
      record(kind, text);
      if (ftruncate(descriptor, 0) == 0) lseek(descriptor, 0, SEEK_SET);
    }
    return size;
  }

 private:
  static void append(std::string& content, std::uint64_t value, int bytes) {
    while (bytes-- > 0) content += static_cast<char>(value >> 8 * bytes);
  }

  std::size_t size_ = 0;
};

inline std::string type_name(const std::type_info& type) {
  int status = 0;
  std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : type.name();
}

// One test: its arguments' JSON, the result's, and when the program began.
struct Task {
  Cursor in;
  std::string out{};
  std::uint64_t start = 0;
};

// What the signature says: the result, and the parameters.
template <class Result, class... Params>
struct Signature {
  template <class Program, class Class, class Returned, class... Args>
  static void call(Task& task, Returned (Class::*method)(Args...)) {
    Program program{};
    run<Returned, Args...>(task, [&](Args&&... args) -> Returned {
      return (program.*method)(static_cast<Args&&>(args)...);
    });
  }

  template <class Program, class Class, class Returned, class... Args>
  static void call(Task& task, Returned (Class::*method)(Args...) const) {
    Program program{};
    run<Returned, Args...>(task, [&](Args&&... args) -> Returned {
      return (program.*method)(static_cast<Args&&>(args)...);
    });
  }

  template <class Program, class Returned, class... Args>
  static void call(Task& task, Returned (*method)(Args...)) {
    run<Returned, Args...>(task, [&](Args&&... args) -> Returned {
      return method(static_cast<Args&&>(args)...);
    });
  }

 private:
  template <class Returned, class... Args>
  static void run(Task& task, auto function) {
    static_assert(sizeof...(Params) == sizeof...(Args),
                  "the method takes another number of arguments than the signature has");
    static_assert(!std::is_void_v<Returned>, "the method returns nothing");
    if constexpr (sizeof...(Params) == sizeof...(Args) && !std::is_void_v<Returned>) {
      std::tuple<std::remove_cvref_t<Args>...> values{};
      std::size_t at = 0;
      task.in.parts(']', [&] { read_one<Args...>(task.in, values, at++); });
      task.start = cpu_ns();
      std::apply(
          [&](auto&... value) {
            const auto& result = function(static_cast<Args&&>(value)...);
            write<Result>(task.out, result);
          },
          values);
    }
  }

  template <class... Args>
  static void read_one(Cursor& in, auto& values, std::size_t wanted) {
    bool is_read = [&]<std::size_t... At>(std::index_sequence<At...>) {
      return ((At == wanted && (read<Params>(in, std::get<At>(values)), true)) || ...);
    }(std::index_sequence_for<Args...>{});
    if (!is_read) in.skip();
  }
};

inline std::string standard_input() {
  std::string all;
  struct stat about{};
  if (fstat(STDIN_FILENO, &about) == 0) all.reserve(about.st_size);
  char chunk[1 << 16];
  for (ssize_t count; (count = ::read(STDIN_FILENO, chunk, sizeof chunk)) > 0;) all.append(chunk, count);
  return all;
}

}  // namespace problemsmith

// Stands behind the program's code: calls its method.
void problemsmith_call(problemsmith::Task& task);

namespace problemsmith {

struct Failure {
  const char* kind = nullptr;
  std::string message{};
};

// Every way in which a call can fail and the process live on.
inline Failure attempt(Task& task) {
  try {
    problemsmith_call(task);
    return {};
  } catch (const std::bad_alloc&) {
    return {"memory"};
  } catch (const Misfit& misfit) {
    return {"misfit", "An argument cannot be passed to the program: " + misfit.what + "."};
  } catch (const WrongValue& it) {
    return {"exception", "The function returned " + it.got + ", but the signature promises " + it.wanted + "."};
  } catch (const std::exception& error) {
    return {"exception", "Uncaught " + type_name(typeid(error)) + ": " + error.what()};
  } catch (abi::__forced_unwind&) {
    throw;
  } catch (...) {
    return {"exception", "Uncaught " + type_name(*abi::__cxa_current_exception_type())};
  }
}

// Tells whether this process is fit for another call.
inline bool call_and_report(std::string_view line, Report& report) {
  Task task{{line.data(), line.data() + line.size()}};
  Failure failure = attempt(task);
  std::uint64_t cpu = task.start == 0 ? 0 : cpu_ns() - task.start;
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
  off_t printed = report.printed('O', STDOUT_FILENO);
  printed = std::max(printed, report.printed('E', STDERR_FILENO));
  if (printed > max_printed_bytes) {
    report.error("output", "", cpu);
  } else if (failure.kind != nullptr) {
    report.error(failure.kind, failure.message, cpu);
  } else {
    report.record('V', task.out, cpu);
  }
  return failure.kind == nullptr || std::string_view(failure.kind) != "memory";
}

}  // namespace problemsmith

int main() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, problemsmith::thread_stack_bytes);
  pthread_setattr_default_np(&attributes);
  problemsmith::Report report;
  std::string input = problemsmith::standard_input();
  report.record('L');
  std::string_view rest = input;
  while (!rest.empty() && !report.is_full()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!problemsmith::call_and_report(line, report)) break;
  }
  _exit(0);
}

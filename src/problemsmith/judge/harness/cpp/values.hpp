// Values by the signature's type, in both directions.
//
// A tag stands for a type of the signature; the C++ type is the one that the program itself
// declares. `Codec<Tag, T>` reads and writes a T as that type. A T that cannot be one does not
// compile, with a sentence.
#pragma once

#include "json.hpp"

namespace problemsmith {

struct Int {};
struct Float {};
struct Text {};
struct Bool {};
struct Null {};
template <class Item>
struct Array {};
template <class... Items>
struct Tuple {};
template <class Key, class Value>
struct Map {};
template <class Struct>
struct Record {};
template <class Struct>
struct Box {};
template <class Item>
struct Optional {};  // the item, or null
template <class... Members>
struct Union {};
struct List {};
struct Tree {};

template <class T>
constexpr bool never = false;

template <class Tag, class T>
struct Codec {
  static_assert(never<T>, "this type cannot hold what the signature says");
};

template <class Tag, class T>
void read(Cursor& in, T& value) {
  Codec<Tag, std::remove_cv_t<T>>::read(in, value);
}

template <class Tag, class T>
void write(std::string& out, const T& value) {
  Codec<Tag, T>::write(out, value);
}

// One property of a struct: `Fields<Struct>::all` is a tuple of them.
template <class Tag_, class Struct, class T>
struct Field {
  using Tag = Tag_;
  std::string_view name;
  T Struct::* member;
};
template <class Tag, class Struct, class T>
constexpr Field<Tag, Struct, T> field(std::string_view name, T Struct::* member) {
  return {name, member};
}
template <class Struct>
struct Fields;

template <class T>
  requires(std::integral<T> && !std::same_as<T, bool>)
struct Codec<Int, T> {
  static void read(Cursor& in, T& value) { value = read_integer<T>(in); }
  static void write(std::string& out, T value) {
    if constexpr (sizeof(T) == 1) write_integer(out, static_cast<int>(value));
    else write_integer(out, value);
  }
};

template <std::floating_point T>
struct Codec<Float, T> {
  static void read(Cursor& in, T& value) { value = static_cast<T>(read_float(in)); }
  static void write(std::string& out, T value) { write_float(out, static_cast<double>(value)); }
};

template <>
struct Codec<Text, std::string> {
  static void read(Cursor& in, std::string& value) { value = in.text(); }
  static void write(std::string& out, const std::string& value) { write_text(out, value); }
};

template <>
struct Codec<Text, char> {
  static void read(Cursor& in, char& value) {
    std::string text = in.text();
    if (text.size() != 1) throw Misfit{"\"" + text + "\" does not fit into one char"};
    value = text[0];
  }
  static void write(std::string& out, char value) { write_text(out, {&value, 1}); }
};

template <>
struct Codec<Bool, bool> {
  static void read(Cursor& in, bool& value) { value = in.word() == "true"; }
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
};

template <class T>
  requires(std::same_as<T, std::nullptr_t> || std::same_as<T, std::monostate>)
struct Codec<Null, T> {
  static void read(Cursor& in, T&) { in.word(); }
  static void write(std::string& out, const T&) { out += "null"; }
};

template <class T>
concept Sequence = !std::same_as<T, std::string> && requires(T value) {
  typename T::value_type;
  value.begin();
  value.clear();
  value.insert(value.end(), std::declval<typename T::value_type>());
};

template <class Item, Sequence T>
struct Codec<Array<Item>, T> {
  using Part = typename T::value_type;
  static void read(Cursor& in, T& value) {
    value.clear();
    in.parts(']', [&] {
      Part part{};
      problemsmith::read<Item>(in, part);
      value.insert(value.end(), std::move(part));
    });
  }
  static void write(std::string& out, const T& value) {
    const char* separator = "[";
    for (const Part& part : value) {
      out += std::exchange(separator, ",");
      problemsmith::write<Item>(out, part);
    }
    out += *separator == '[' ? "[]" : "]";
  }
};

template <class... Items, class T>
  requires(requires { std::tuple_size<T>::value; })
struct Codec<Tuple<Items...>, T> {
  static_assert(std::tuple_size_v<T> == sizeof...(Items), "this tuple has another length");
  static void read(Cursor& in, T& value) {
    std::size_t at = 0;
    in.parts(']', [&] { each(value, [&]<class Tag>(Tag, std::size_t place, auto& part) {
      if (place == at) problemsmith::read<Tag>(in, part);
    }), ++at; });
  }
  static void write(std::string& out, const T& value) {
    out += '[';
    each(value, [&]<class Tag>(Tag, std::size_t place, const auto& part) {
      if (place > 0) out += ',';
      problemsmith::write<Tag>(out, part);
    });
    out += ']';
  }

 private:
  static void each(auto& value, auto call) {
    [&]<std::size_t... At>(std::index_sequence<At...>) {
      (call(Items{}, At, std::get<At>(value)), ...);
    }(std::index_sequence_for<Items...>{});
  }
};

// A tuple of parts alike may be a vector, as `vector<int>` for a pair of ints.
template <class First, class... Rest, Sequence T>
  requires(std::same_as<First, Rest> && ...)
struct Codec<Tuple<First, Rest...>, T> : Codec<Array<First>, T> {
  static constexpr std::size_t length = 1 + sizeof...(Rest);
  static void write(std::string& out, const T& value) {
    if (value.size() != length) {
      throw WrongValue{std::to_string(value.size()) + " items",
                       "a tuple of " + std::to_string(length) + " items"};
    }
    Codec<Array<First>, T>::write(out, value);
  }
};

template <class Key, class Value, class T>
  requires(requires { typename T::mapped_type; })
struct Codec<Map<Key, Value>, T> {
  static void read(Cursor& in, T& value) {
    value.clear();
    in.parts('}', [&] {
      std::string name = in.text();
      Cursor text(name.data(), name.data() + name.size());
      typename T::key_type key{};
      if constexpr (std::same_as<Key, Text>) key = name;
      else problemsmith::read<Key>(text, key);
      in.take(':');
      problemsmith::read<Value>(in, value[std::move(key)]);
    });
  }
  static void write(std::string& out, const T& value) {
    const char* separator = "{";
    for (const auto& [key, part] : value) {
      out += std::exchange(separator, ",");
      std::string name;
      problemsmith::write<Key>(name, key);
      if constexpr (std::same_as<Key, Text>) out += name;
      else write_text(out, name);
      out += ':';
      problemsmith::write<Value>(out, part);
    }
    out += *separator == '{' ? "{}" : "}";
  }
};

// A struct that stands for a type which holds itself: `Inner<Struct>::Tag` is that type.
template <class Struct>
struct Inner;

template <class T>
struct Codec<Box<T>, T> {
  static void read(Cursor& in, T& value) {
    problemsmith::read<typename Inner<T>::Tag>(in, value.value);
  }
  static void write(std::string& out, const T& value) {
    problemsmith::write<typename Inner<T>::Tag>(out, value.value);
  }
};

template <class T>
struct Codec<Record<T>, T> {
  static void read(Cursor& in, T& value) {
    in.parts('}', [&] {
      std::string name = in.text();
      in.take(':');
      bool is_known = false;
      each([&]<class It>(const It& it) {
        if (it.name != name || is_known) return;
        is_known = true;
        problemsmith::read<typename It::Tag>(in, value.*it.member);
      });
      if (!is_known) in.skip();
    });
  }
  static void write(std::string& out, const T& value) {
    const char* separator = "{";
    each([&]<class It>(const It& it) {
      out += std::exchange(separator, ",");
      write_text(out, it.name);
      out += ':';
      problemsmith::write<typename It::Tag>(out, value.*it.member);
    });
    out += *separator == '{' ? "{}" : "}";
  }

 private:
  static void each(auto call) {
    std::apply([&](const auto&... it) { (call(it), ...); }, Fields<T>::all);
  }
};

}  // namespace problemsmith

"""Puppet's Ruby classes by name: errors, and the empty modules that code names or tests for."""

from __future__ import annotations

from translator.evaluate.puppet.ruby.values import ANY_TYPE, SENSITIVE
from translator.evaluate.ruby.native import define_class, define_module

for _module in (
    "Puppet",
    "Puppet::Util",
    "Puppet::Util::Errors",
    "Puppet::Util::Logging",
    "Puppet::Util::Execution",
    "Puppet::Util::Diff",
    "Puppet::Util::Checksums",
    "Puppet::Util::SELinux",
    "Puppet::Util::SymbolicFileMode",
    "Puppet::Util::MethodHelper",
    "Puppet::Util::Warnings",
    "Puppet::Util::Docs",
    "Puppet::Util::POSIX",
    "Puppet::Util::Package",
    "Puppet::Pops",
    "Puppet::Pops::Types",
    "Puppet::Parser",
    "Puppet::Parser::Functions",
    "Puppet::Parser::Files",
    "Puppet::FileSystem",
    "Puppet::Functions",
    "Puppet::Pops::PuppetStack",
    "Puppet::Provider",
    "PuppetX",
    "Facter",
):
    define_module(_module)

_ERRORS = {
    "Puppet::Error": "RuntimeError",
    "Puppet::ParseError": "Puppet::Error",
    "Puppet::ParseErrorWithIssue": "Puppet::ParseError",
    "Puppet::PreformattedError": "Puppet::ParseErrorWithIssue",
    "Puppet::ResourceError": "Puppet::Error",
    "Puppet::DevError": "Puppet::Error",
    "Puppet::ExecutionFailure": "Puppet::Error",
    "Puppet::MissingCommand": "Puppet::Error",
    "Puppet::SettingsError": "Puppet::Error",
    "Puppet::AuthenticationError": "Puppet::Error",
    "Puppet::NoSuchFile": "Puppet::Error",
    "Puppet::DataBinding::LookupError": "Puppet::PreformattedError",
    "Puppet::DataBinding::RecursiveLookupError": "Puppet::DataBinding::LookupError",
    "Puppet::Resource::Catalog::DuplicateResourceError": "Puppet::Error",
    "Puppet::Util::Yaml::YamlLoadError": "StandardError",
    "Puppet::Util::Json::ParseError": "StandardError",
    "Puppet::Pops::Types::TypeAssertionError": "Puppet::Error",
    "Hocon::ConfigError": "StandardError",
    "Hocon::ConfigError::ConfigParseError": "Hocon::ConfigError",
}
define_class("Puppet::DataBinding")
define_class("Puppet::Resource")
define_class("Puppet::Resource::Catalog")
define_module("Puppet::Util::Yaml")
define_module("Puppet::Util::Json")
define_module("Hocon")
for _name, _parent in _ERRORS.items():
    define_class(_name, _parent)

define_class("Puppet::Pops::Object")
define_class("Puppet::Pops::Types::PAnyType")
define_class("Puppet::Pops::Types::PSensitiveType", ANY_TYPE)
define_class(SENSITIVE)

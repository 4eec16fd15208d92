"""Chef's classes and modules themselves: names, superclasses and what includes what. No methods here."""

from __future__ import annotations

from translator.evaluate.ruby.native import define_class, define_module

UNIVERSAL = ("Chef::DSL::PlatformIntrospection", "Chef::DSL::DataQuery", "Chef::DSL::ChefVault", "ChefUtils")
MIXINS = [
    "PathHelper",
    "PowershellExec",
    "PowershellOut",
    "Deprecation",
    "DescriptionHelpers",
    "ConvertToClassName",
    "Template",
    "FromFile",
    "CheckHelper",
    "Checksum",
    "EnforceOwnershipAndPermissions",
    "FileClass",
    "GetSourceFromPackage",
    "Homebrew",
    "LanguageIncludeAttribute",
    "LanguageIncludeRecipe",
    "NonblockingIO",
    "NotifyingBlock",
    "ParamsValidate",
    "Properties",
    "Provides",
    "ProxifiedSocket",
    "SecureRandom",
    "Securable",
    "SubcommandLoader",
    "Unformatter",
    "UserContext",
    "UsesJSON",
    "Uris",
    "Username",
    "UserIdentity",
    "WhyRun",
    "WindowsArchitectureHelper",
    "WindowsEnvHelper",
    "XMLEscape",
    "YumRepository",
    "Which",
    "ShellOut",
    "DefaultPaths",
    "LazyModuleInclude",
    "CreatePath",
    "Command",
]
DSL = [
    "DeclareResource",
    "RebootPending",
    "RegistryHelper",
    "Resources",
    "Definitions",
    "IncludeAttribute",
    "Powershell",
    "Audit",
    "Compliance",
    "Secret",
    "RenderHelpers",
    "Toml",
    "Core",
    "Method",
    "Cheffish",
    "ReaderHelpers",
]

define_class("Chef")
define_module("Chef::Mixin")
define_module("Chef::DSL")
define_module("Chef::Util")
define_module("Chef::ResourceHelpers")
define_module("ChefUtils")
define_module("ChefUtils::DSL")
for _name in MIXINS:
    define_module(f"Chef::Mixin::{_name}")
for _name in DSL:
    define_module(f"Chef::DSL::{_name}")
for _name in ("PlatformIntrospection", "DataQuery", "ChefVault", "IncludeRecipe"):
    define_module(f"Chef::DSL::{_name}")
define_module("Chef::DSL::Universal", (*UNIVERSAL, "Chef::Mixin::ShellOut", "Chef::Mixin::Which"))
define_module(
    "Chef::DSL::Recipe",
    (
        "Chef::DSL::Universal",
        "Chef::DSL::DeclareResource",
        "Chef::DSL::IncludeRecipe",
        "Chef::DSL::RebootPending",
        "Chef::DSL::RegistryHelper",
        "Chef::DSL::Resources",
        "Chef::DSL::Definitions",
        "Chef::DSL::Powershell",
        "Chef::Mixin::NotifyingBlock",
    ),
)
define_module("Chef::DSL::Recipe::FullDSL", ("Chef::DSL::Recipe",))

define_class("Chef::Recipe", includes=("Chef::DSL::Recipe", "Chef::Mixin::ParamsValidate"))
define_class("Chef::RunContext")
define_class("Chef::RunContext::ChildRunContext", "Chef::RunContext")
define_class("Chef::ResourceCollection", includes=("Enumerable",))
define_class("Chef::CookbookVersion")
define_class("Chef::DelayedEvaluator", "Proc")
define_class("Chef::Property")
define_class("Chef::Platform")
define_class("Chef::ResourceDefinition")
define_class(
    "Chef::Resource",
    includes=(
        "Chef::DSL::Universal",
        "Chef::DSL::DeclareResource",
        "Chef::Mixin::ParamsValidate",
        "Chef::Mixin::Properties",
    ),
)
define_class("Chef::Resource::LWRPBase", "Chef::Resource")
define_class("Chef::Resource::Notification")
define_class("Chef::Resource::Conditional")
define_class("Chef::Resource::UnresolvedSubscribes", "Chef::Resource")
define_class("Chef::Provider", includes=("Chef::DSL::Recipe", "Chef::Mixin::WhyRun"))
define_class("Chef::Provider::LWRPBase", "Chef::Provider")
define_module("Chef::Provider::InlineResources")
define_class("Chef::Provider::ResourceRequirements")
define_class("Chef::ResourceDefinitionList")
define_class("Chef::Resource::ActionClass", "Chef::Provider")
for _path in [
    "File",
    "Directory",
    "Link",
    "Template",
    "CookbookFile",
    "RemoteFile",
    "RemoteDirectory",
    "Execute",
    "Script",
    "RubyBlock",
    "Service",
    "Package",
    "User",
    "Group",
    "Git",
    "Subversion",
    "Cron",
    "Mount",
    "HttpRequest",
    "Log",
    "Ohai",
    "Ifconfig",
    "Route",
    "WindowsScript",
    "Deploy",
    "Noop",
]:
    define_class(f"Chef::Provider::{_path}", "Chef::Provider")
for _path in [
    "Systemd",
    "Upstart",
    "Init",
    "Debian",
    "Simple",
    "Redhat",
    "Insserv",
    "Invokercd",
    "Windows",
    "Macosx",
    "Gentoo",
    "Arch",
    "Freebsd",
]:
    define_class(f"Chef::Provider::Service::{_path}", "Chef::Provider::Service")
for _path in [
    "Apt",
    "Dpkg",
    "Yum",
    "Dnf",
    "Rpm",
    "Rubygems",
    "Zypper",
    "Windows",
    "Chocolatey",
    "Homebrew",
    "Pacman",
    "Portage",
    "Snap",
    "Gem",
]:
    define_class(f"Chef::Provider::Package::{_path}", "Chef::Provider::Package")
define_class("Chef::Provider::Package::Rubygems::GemEnvironment")
for _path in ("CurrentGemEnvironment", "AlternateGemEnvironment"):
    define_class(f"Chef::Provider::Package::Rubygems::{_path}", "Chef::Provider::Package::Rubygems::GemEnvironment")
for _path in ["Useradd", "Pw", "Windows", "Linux", "Dscl"]:
    define_class(f"Chef::Provider::User::{_path}", "Chef::Provider::User")
for _path in ["Groupadd", "Gpasswd", "Usermod", "Pw", "Windows"]:
    define_class(f"Chef::Provider::Group::{_path}", "Chef::Provider::Group")
define_class("Chef::Provider::Deploy::Revision", "Chef::Provider::Deploy")
define_class("Chef::Provider::Deploy::Timestamped", "Chef::Provider::Deploy")
define_class("Chef::Provider::PowershellScript", "Chef::Provider::WindowsScript")
for _name, _superclass in (
    ("Override", "StandardError"),
    ("MultipleFailures", "StandardError"),
    ("Script", "RuntimeError"),
    ("NoProviderAvailable", "RuntimeError"),
    ("CannotValidateStatically", "RuntimeError"),
    ("Application", "RuntimeError"),
    ("Win32APIError", "RuntimeError"),
    ("MissingLibrary", "RuntimeError"),
    ("ContentLengthMismatch", "RuntimeError"),
    ("MultipleIdentityError", "RuntimeError"),
    ("InvalidEnvironmentPath", "ArgumentError"),
    ("InvalidEnvironment", "ArgumentError"),
    ("InvalidSearchResult", "RuntimeError"),
    ("Deprecated", "RuntimeError"),
    ("EmptyRecipe", "RuntimeError"),
    ("LCMParser", "RuntimeError"),
    ("NoWindowsPackageAvailable", "RuntimeError"),
    ("DirectoryNotFound", "RuntimeError"),
    ("FileContentStagingError", "RuntimeError"),
    ("MultipleDscResourcesFound", "RuntimeError"),
):
    define_class(f"Chef::Exceptions::{_name}", _superclass)
